/** What the plugin typings say that a node has: read from their text, so that a new version of them is noticed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ts from 'typescript'

const path = createRequire(import.meta.url).resolve('@figma/plugin-typings/plugin-api.d.ts')
const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext)

const interfaces = new Map<string, ts.InterfaceDeclaration[]>()
source.forEachChild(function visit(node): void {
  if (ts.isInterfaceDeclaration(node)) {
    interfaces.set(node.name.text, [...(interfaces.get(node.name.text) ?? []), node])
  }
  node.forEachChild(visit)
})

/**
 * Names of the properties and methods of an interface and of all it extends.
 *
 * @param name such as `RectangleNode`, or `PluginAPI` for `figma` itself
 */
export function typedMembers(name: string): Set<string> {
  const declarations = interfaces.get(name)
  if (declarations === undefined) throw new Error(`The typings have no interface ${name}`)
  const members = new Set<string>()
  for (const declaration of declarations) {
    for (const member of declaration.members) {
      if (member.name !== undefined && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) {
        members.add(member.name.text)
      }
    }
    for (const { types } of declaration.heritageClauses ?? []) {
      for (const { expression } of types) {
        if (ts.isIdentifier(expression))
          for (const inherited of typedMembers(expression.text)) members.add(inherited)
      }
    }
  }
  return members
}

/** The interface of each type of node that can stand on a page, and of the page and the document. */
export function typedNodes(): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, declarations] of interfaces) {
    for (const { members } of declarations) {
      for (const member of members) {
        if (!ts.isPropertySignature(member) || !name.endsWith('Node') || member.type === undefined) continue
        if (
          !ts.isIdentifier(member.name) ||
          member.name.text !== 'type' ||
          !ts.isLiteralTypeNode(member.type)
        )
          continue
        if (ts.isStringLiteral(member.type.literal)) found.set(member.type.literal.text, name)
      }
    }
  }
  return found
}
