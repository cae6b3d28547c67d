# Completion of mws in fish.
function __mws_complete
    set -l word (commandline -ct)
    set -l before (string match --regex -- '^-[^=]*=' $word)
    set -l found (_MWS_LINE=(commandline -cp) mws 2>/dev/null)
    if test (count $found) -gt 0
        printf "$before%s\n" $found
    else
        __fish_complete_path $word
    end
end
complete --command mws --no-files --arguments '(__mws_complete)'
