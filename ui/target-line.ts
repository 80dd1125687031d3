import { shorten } from '../contract/short-text.ts'
import type { TargetPlan } from './plan.ts'

/** Names spelled out before "and 9 more", and characters of each. */
const NAMED = 3
const MAX_NAME_LENGTH = 50

/**
 * What will be filled, in a line each: the layers that are, those that are left out and why, those beyond what the
 * sandbox describes.
 *
 * @param selectedCount layers selected in all
 */
export function targetLine({ choice, targets, skipped }: TargetPlan, selectedCount: number): string[] {
  if (choice === 'new-image') return ['In the middle of what you see.']
  if (targets.length === 0 && skipped.length === 0) return ['Nothing is selected.']
  const lines: string[] = []
  if (targets.length > 0) {
    const count = targets.length === 1 ? '1 layer' : `${targets.length} layers`
    lines.push(
      `${count}: ${list(targets.map(({ node, name }) => (choice === 'beside' ? (node?.name ?? name) : name)))}`,
    )
  }
  for (const { reason, names } of byReason(skipped)) lines.push(`Left out: ${list(names)} – ${reason}.`)
  const described = targets.length + skipped.length
  if (selectedCount > described)
    lines.push(`Only the first ${described} of ${selectedCount} selected layers.`)
  return lines
}

function list(names: string[]): string {
  const named = names
    .slice(0, NAMED)
    .map((name) => shorten(name, MAX_NAME_LENGTH))
    .join(', ')
  const rest = names.length - NAMED
  return rest > 0 ? `${named} and ${rest} more` : named
}

function byReason(skipped: TargetPlan['skipped']): { reason: string; names: string[] }[] {
  const groups = new Map<string, string[]>()
  for (const { name, reason } of skipped) groups.set(reason, [...(groups.get(reason) ?? []), name])
  return [...groups].map(([reason, names]) => ({ reason, names }))
}
