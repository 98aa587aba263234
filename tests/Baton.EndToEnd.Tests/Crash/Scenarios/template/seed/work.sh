echo done >only.txt
