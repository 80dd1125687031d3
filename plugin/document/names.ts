/** Layer names and other short texts, made from prompts. */
import { shorten } from '../../contract/short-text.ts'

export function nameOfPlaceholder(prompt: string): string {
  return `Generating: ${shorten(prompt, 40)}`
}

export function nameOfMark(layerName: string): string {
  return `Waiting: ${shorten(layerName, 40)}`
}

export function nameOfImage(prompt: string): string {
  return shorten(prompt, 60)
}
