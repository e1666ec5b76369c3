/** The shells that there is a script for. */
export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];

/** Each asks the program that is on the command line; without an answer, names of files are completed. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Completions of sockspec for bash. In ~/.bashrc: source <(sockspec completions bash)
_sockspec() {
  local lines
  mapfile -t lines < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=("\${lines[@]%%$'\\t'*}")
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace
  fi
}
complete -o default -F _sockspec sockspec
`,
  zsh: `#compdef sockspec
# Completions of sockspec for zsh. In ~/.zshrc, after compinit: source <(sockspec completions zsh)
_sockspec() {
  local line
  local -a lines named unfinished
  lines=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines}"; do
    [[ -z $line ]] && continue
    local word="\${line%%$'\\t'*}"
    local described="\${word//:/\\\\:}"
    [[ $line == *$'\\t'* ]] && described+=":\${line#*$'\\t'}"
    if [[ $word == *= ]]; then
      unfinished+=("$described")
    else
      named+=("$described")
    fi
  done
  if (( \${#named} + \${#unfinished} == 0 )); then
    _files
    return
  fi
  _describe -t words word named
  _describe -t lists word unfinished -S ''
}
if [[ $funcstack[1] == _sockspec ]]; then
  _sockspec "$@"
else
  compdef _sockspec sockspec
fi
`,
  fish: `# Completions of sockspec for fish. In config.fish: sockspec completions fish | source
function __sockspec_complete
    set --local words (commandline --current-process --tokenize --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    set --local found ($words[1] __complete $words[2..] "$current" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$current"
    end
end
complete --command sockspec --no-files --arguments '(__sockspec_complete)'
`,
};

/** @returns the script that teaches a shell to complete command lines of sockspec. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}
