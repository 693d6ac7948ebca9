/** Shells that can be told how to complete; each script asks this program. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# behalf: completion for bash. In ~/.bashrc: eval "$(behalf completion bash)"
_behalf() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _behalf behalf
`,
  zsh: `#compdef behalf
# behalf: completion for zsh. In ~/.zshrc, after compinit: eval "$(behalf completion zsh)"
_behalf() {
  local -a offers
  offers=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,$CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${offers[1]}" ]]; then compadd -a offers; else _files; fi
}
compdef _behalf behalf
`,
  fish: `# behalf: completion for fish. behalf completion fish > ~/.config/fish/completions/behalf.fish
function _behalf
  set -l offers (behalf __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
  if set -q offers[1]
    string join \\n $offers
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c behalf -f -a '(_behalf)'
`,
};

/** The script of a shell. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
