import { COMPLETE, type CompletionShell } from './completionShells.js';

/**
 * The scripts ask `credentials` what can follow, keep what begins with the word at the cursor, and quote it: names of
 * integrations may contain spaces and characters that mean something to the shell. bash and PowerShell leave it to the script
 * that a word begins with a quote. PowerShell treats typographic quotes like the plain ones.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  bash: `_credentials() {
  local current=\${COMP_WORDS[COMP_CWORD]} candidate quoted
  COMPREPLY=()
  while IFS= read -r candidate; do
    case $current in
      \\"*)
        quoted=\${candidate//\\\\/\\\\\\\\} quoted=\${quoted//\\"/\\\\\\"}
        quoted=\${quoted//\\$/\\\\\\$} quoted=\${quoted//\\\`/\\\\\\\`} ;;
      \\'*) quoted=\${candidate//\\'/\\'\\\\\\'\\'} ;;
      *) printf -v quoted %q "$candidate" ;;
    esac
    if [[ $quoted == "\${current#[\\"\\']}"* ]]; then
      COMPREPLY+=("$quoted")
    fi
  done < <(credentials ${COMPLETE} "--current=$current" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
}
complete -F _credentials credentials
`,
  zsh: `#compdef credentials
_credentials() {
  local -a candidates
  candidates=(\${(f)"$(credentials ${COMPLETE} "--current=\${words[CURRENT]}" -- "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)"})
  compadd -a candidates
}
compdef _credentials credentials
`,
  fish: `function __credentials_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    credentials ${COMPLETE} "--current=$current" -- $words[2..-1] 2>/dev/null
end
complete -c credentials -f -a '(__credentials_candidates)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName credentials -ScriptBlock {
  param($current, $ast, $cursor)
  $typed = $current -replace '^[''"\\u2018-\\u201e]', ''
  $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" }
  })
  credentials ${COMPLETE} "--current=$typed" -- @words 2>$null |
    Where-Object { $_.StartsWith($typed, [System.StringComparison]::OrdinalIgnoreCase) } |
    ForEach-Object {
      $text = if ($_ -match '^[\\w.-]+$') { $_ } else { "'" + ($_ -replace "['\\u2018-\\u201b]", '$0$0') + "'" }
      [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
`,
};
