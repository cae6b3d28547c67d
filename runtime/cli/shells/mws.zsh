#compdef mws
# Completion of mws in zsh: as a file _mws in a folder of fpath, or read by .zshrc behind compinit.
_mws() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" value help
    local -a found
    while IFS=$'\t' read -r value help; do
        found+=("$value${help:+:$help}")
    done < <(_MWS_LINE=$line ${(Q)~words[1]} 2>/dev/null)
    if [[ $PREFIX == -*=* ]]; then compset -P '*='; fi
    if (( $#found )); then
        _describe mws found
    else
        _files
    fi
}
if [[ $funcstack[1] == _mws ]]; then
    _mws "$@"
else
    compdef _mws mws
fi
