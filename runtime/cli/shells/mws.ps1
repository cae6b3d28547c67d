# Completion of mws in PowerShell. A word that begins with @ is a variable there, unless it is quoted.
Register-ArgumentCompleter -Native -CommandName mws -ScriptBlock {
    param($word, $command, $cursor)
    $end = [Math]::Max(0, $cursor - $command.Extent.StartOffset)
    $line = $command.ToString().PadRight($end).Substring(0, $end)
    $before = if ($word -match '^-[^=]*=') { $Matches[0] } else { '' }
    $env:_MWS_LINE = $line
    try {
        & $command.CommandElements[0].Extent.Text 2>$null | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            $text = if ($value.StartsWith('@')) { "'$before$value'" } else { "$before$value" }
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:_MWS_LINE
    }
}
