import { finishPrompts } from '../plan.ts'
import { hasVariables } from '../prompt/variables.ts'
import { useGenerate } from './use-generate.ts'

/** The finished prompt of each layer, before anything is paid. */
export function PromptPreview() {
  const { draft, plan } = useGenerate()
  if (!hasVariables(draft.prompt) || plan.targets.length === 0) return null
  const prompts = finishPrompts(draft, plan)
  const [first] = prompts
  return (
    <details class="preview">
      <summary class="one-line">
        {prompts.length === 1 ? 'Finished prompt' : `${prompts.length} finished prompts`}
        <span class="muted preview-first">: {first}</span>
      </summary>
      <ol>
        {prompts.map((prompt, index) => (
          <li key={plan.targets[index]?.node?.id ?? index}>
            <span class="muted">{plan.targets[index]?.name}:</span> {prompt}
          </li>
        ))}
      </ol>
    </details>
  )
}
