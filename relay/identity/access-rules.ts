/** Who is meant by `OIDC_ALLOWED` and `OIDC_ADMINS`: domains, e-mail addresses and groups, separated by commas. */

export type AccessRule =
  | { kind: 'domain'; domain: string }
  | { kind: 'email'; email: string }
  | { kind: 'group'; group: string }

/** What the provider says of somebody, as far as rules go by it. */
type Claimant = {
  /** Only one that the provider calls verified; null: none. */
  email: string | null
  groups: readonly string[]
}

const GROUP = 'group:'
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u

/** @returns null when an entry is none of the three */
export function parseRules(text: string): AccessRule[] | null {
  const rules: AccessRule[] = []
  for (const entry of text.split(',').map((each) => each.trim())) {
    if (entry === '') continue
    const rule = parseRule(entry)
    if (rule === null) return null
    rules.push(rule)
  }
  return rules
}

function parseRule(entry: string): AccessRule | null {
  if (entry.startsWith(GROUP)) {
    const group = entry.slice(GROUP.length).trim()
    return group === '' ? null : { kind: 'group', group }
  }
  const text = lowerAscii(entry)
  const at = text.lastIndexOf('@')
  if (!DOMAIN.test(text.slice(at + 1))) return null
  if (at <= 0) return { kind: 'domain', domain: text.slice(at + 1) }
  return /\s/.test(text) ? null : { kind: 'email', email: text }
}

/** Groups as they are written; addresses and domains with A to Z in any case. A domain means no domain below it. */
export function meets(rules: readonly AccessRule[], { email, groups }: Claimant): boolean {
  const address = email === null ? null : lowerAscii(email)
  const domain = address === null ? null : address.slice(address.lastIndexOf('@') + 1)
  return rules.some((rule) => {
    if (rule.kind === 'group') return groups.includes(rule.group)
    return rule.kind === 'email' ? rule.email === address : rule.domain === domain
  })
}

/** Other scripts have letters that become one of a to z in lower case, such as the sign of Kelvin: another address. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
