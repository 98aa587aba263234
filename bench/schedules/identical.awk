# Makes the everyday case of a network: one resource with the given capacity, of which every job but the first and the last needs one unit.
#   awk -v capacity=M -f identical.awk FILE.sm
{ gsub(/\r/, "") }
/^jobs .*:/ { jobs = $NF }
/^ *- renewable/ { print "  - renewable                 :  1   R"; next }
/^REQUESTS/ { section = "requests"; print; next }
/^RESOURCEAVAIL/ { print; print "  R 1"; print "   " capacity; exit }
section && /^jobnr/ { print "jobnr. mode duration  R 1"; next }
section && /^ *[0-9]/ { print $1, $2, $3, ($1 == 1 || $1 == jobs) ? 0 : 1; next }
{ print }
