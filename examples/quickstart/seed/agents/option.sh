# sh agents/option.sh help|version: gives `calc` the option --help or --version.
# Both agents put their lines at the same place of the same file and start from the same base: the second to arrive conflicts.
# Baton then calls it again on the new base, with the conflict in its instructions, and the same edit fits.
. agents/common.sh
work_for_the_planned_time
if ! first_attempt && [ -f "${BATON_INSTRUCTIONS:-}" ]; then
  grep -i -m 3 conflict "$BATON_INSTRUCTIONS" || true
fi

lines=$(mktemp)
case $1 in
  help)
    printf 'usage: calc OPERATION A B\n\noperations:\n' > lib/help.txt
    cat > "$lines" <<'SH'
  --help)
    cat "$here/lib/help.txt"
    ls "$here/lib" | sed -n 's/^\(.*\)\.sh$/  \1/p'
    exit 0
    ;;
SH
    ;;
  version)
    echo '1.0' > VERSION
    cat > "$lines" <<'SH'
  --version)
    echo "calc $(cat "$here/VERSION")"
    exit 0
    ;;
SH
    ;;
esac
sed "/^  # options\$/r $lines" calc > "$lines.calc"
cat "$lines.calc" > calc
rm "$lines" "$lines.calc"
echo "calc knows --$1."
