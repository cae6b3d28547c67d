# Completion of mws in bash. The last word may be one for readline only from an = or @ in it on.
_mws() {
    local line=${COMP_LINE:0:COMP_POINT} word before value help
    word=${line##*[[:blank:]]}
    if [[ $word == -*=* ]]; then word=${word#*=}; fi
    before=${word%"$2"}
    COMPREPLY=()
    while IFS=$'\t' read -r value help; do
        COMPREPLY+=("${value#"$before"}")
    done < <(_MWS_LINE=$line "${1/#\~/$HOME}" 2>/dev/null)
}
complete -o default -F _mws mws
