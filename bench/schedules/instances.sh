# Sourced by the benches of schedules: finds and unpacks PSPLIB. Needs common.sh, tar and GNU sort.

# require_whole NAME VALUE...: every value is a whole number of 1 or more, or, for --seed, of 0 or more.
require_whole() {
  while [ $# -gt 0 ]; do
    case $2 in '' | *[!0-9]*) die "$1 takes a whole number, not '$2'." ;; esac
    [ "$2" -ge 1 ] || [ "$1" = --seed ] || die "$1 takes a whole number from 1, not '$2'."
    shift 2
  done
}

# Sets data to the folder with the archives and bounds.csv.
find_data() {
  need tar sort
  data=${data:-${BATON_PSPLIB:-$bench/../../shared/psplib}}
  [ -f "$data/bounds.csv" ] || die "There is no bounds.csv in $data. Name a folder with j30.tar.gz, j60.tar.gz, j120.tar.gz (PSPLIB's single-mode instances
  in .sm format, by Kolisch and Sprecher 1996, each archive a folder of that name) and bounds.csv (set,instance,critical_path,best_lower,best_upper,closed)
  with --data or BATON_PSPLIB."
  data=$(cd "$data" && pwd -P)
}

# unpack SET EVERY [IDENTICAL]: the chosen instances as $work/SET/*.sm.
unpack() {
  local set=$1 every=$2 identical=${3:-} file
  [ -f "$data/$set.tar.gz" ] || die "There is no $set.tar.gz in $data."
  mkdir -p "$work/all"
  tar -xzf "$data/$set.tar.gz" -C "$work/all"
  rm -rf "${work:?}/$set"
  mkdir "$work/$set"
  find "$work/all/$set" -name '*.sm' | sort -V | awk -v every="$every" 'NR % every == 1 || every == 1' | while read -r file; do
    if [ -n "$identical" ]; then
      awk -v capacity="$identical" -f "$bench/schedules/identical.awk" "$file" >"$work/$set/${file##*/}"
    else
      cp "$file" "$work/$set/"
    fi
  done
}
