import { COMPLETE } from '../route.ts';

const BASH = `# dlake's completion for bash. Put this into ~/.bashrc:  source <(dlake completion bash)
_dlake() {
  local kind word about
  COMPREPLY=()
  # Bash breaks words at : and =, which no word of ours that is completed has.
  {
    read -r kind
    while IFS=$'\\t' read -r word about; do COMPREPLY+=("$word"); done
  } < <(dlake ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # With no word to offer, bash goes on to names of files.
  if [ "$kind" = files ]; then compopt -o default 2>/dev/null; fi
}
complete -F _dlake dlake
`;

const ZSH = `#compdef dlake
# dlake's completion for zsh. Put this into ~/.zshrc:  source <(dlake completion zsh)
_dlake() {
  local -a lines described
  local line found=1
  lines=("\${(@f)$(dlake ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    if [[ $line == *$'\\t'* ]]; then
      described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${line//:/\\\\:}")
    fi
  done
  (( \${#described} )) && _describe -t dlake dlake described && found=0
  [[ \${lines[1]} == files ]] && _files && found=0
  return found
}
if [[ \${funcstack[1]} == _dlake ]]; then _dlake "$@"; else compdef _dlake dlake; fi
`;

const FISH = `# dlake's completion for fish. Save it:  dlake completion fish > ~/.config/fish/completions/dlake.fish
function __dlake_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (dlake ${COMPLETE} $words[2..-1] 2>/dev/null)
  if test "$lines[1]" = files
    __fish_complete_path (commandline -ct)
  end
  string join \\n -- $lines[2..-1]
end
complete -c dlake -f -a '(__dlake_complete)'
`;

/** The scripts that teach each shell to complete: they ask dlake itself, so they never grow old. */
export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
