/** Reads the project's Dockerfile: just the forms that stand in it, and an error for any other. */

type Instruction = { name: string; text: string }

export function readDockerfile(text: string): Instruction[] {
  return text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? []
      if (name === undefined || rest === undefined) throw new Error(`not understood: ${line}`)
      return { name, text: rest }
    })
}

/** One list for each `FROM`. */
export function splitStages(instructions: Instruction[]): Instruction[][] {
  const stages: Instruction[][] = []
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([])
    stages.at(-1)?.push(instruction)
  }
  return stages
}

/** Of the only instruction with this name. */
export function textOf(stage: Instruction[], name: string): string {
  const found = stage.filter((each) => each.name === name)
  if (found.length !== 1) throw new Error(`${found.length} × ${name}`)
  return found[0]?.text ?? ''
}

/** `A=1 B=2` */
export function readEnv(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((pair) => pair.split('=') as [string, string]))
}

/** The list of `["node", "-e", "…"]`, whatever options stand before it. */
export function readCommand(text: string): string[] {
  const list: unknown = JSON.parse(text.slice(text.indexOf('[')))
  if (!Array.isArray(list)) throw new Error(`no list: ${text}`)
  return list.map(String)
}
