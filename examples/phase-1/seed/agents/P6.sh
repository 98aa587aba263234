. agents/common.sh
{
  echo 'from app import *'
  tests_of <<'T'
valid_image_dimensions_accepted | image_status("PNG", 1024, 768, 200000) == 200
oversized_width_rejected | image_status("PNG", 5000, 1000, 200000) == 400
oversized_height_rejected | image_status("PNG", 1000, 5000, 200000) == 400
max_dimensions_boundary | image_status("PNG", 4096, 4096, 200000) == 200
one_pixel_above_the_boundary_rejected | image_status("PNG", 4097, 4096, 200000) == 400
jpeg_and_gif_accepted | image_status("JPEG", 10, 10, 500) == 200 and image_status("GIF", 10, 10, 500) == 200
bmp_rejected | image_status("BMP", 10, 10, 500) == 400
tiff_rejected | image_status("TIFF", 10, 10, 500) == 400
malformed_image_rejected | image_status("PNG", 0, 10, 500) == 400
image_bomb_detected | image_status("PNG", 4096, 4096, 1000) == 400
large_file_size_rejected | image_status("PNG", 1024, 768, 50000000) == 413
T
} > tests/test_image_validation.py
