/** The left panel: pages, and every layer of the page in a list, the top layer first, indented as a tree. */
import { useEffect, useRef } from 'preact/hooks'
import type { NodeRecord } from '../host/file/node-record.ts'
import { Icon, TypeIcon } from './icons.tsx'
import { currentPage, type Stage } from './stage.ts'
import { boxAround, fitBox } from './view.ts'

type Row = { node: NodeRecord; level: number; isExpanded: boolean | null; isHidden: boolean }

/** What a newcomer finds on the pages of the sample file. */
const CAPTIONS: Partial<Record<string, string>> = {
  Shop: 'frames to fill',
  Packshots: 'pictures to start from',
  'Odd layers': 'as in real files',
}

export function LayersPanel({ stage }: { stage: Stage }) {
  const { host } = stage
  stage.version.value
  return (
    <nav class="panel panel-left" aria-label="File">
      <header class="panel-head">
        <span class="file-name">{host.document.name}</span>
        <span class="file-note">Stand-in for Figma</span>
      </header>
      <section class="pages">
        <h2 id="pages-title">Pages</h2>
        <ul aria-labelledby="pages-title">
          {host.document.pageIds.map((id) => (
            <li key={id}>
              <button
                type="button"
                class="row"
                aria-current={id === host.document.currentPageId ? 'page' : undefined}
                onClick={() => host.document.goToPage(id)}
              >
                {host.document.get(id)?.name}
              </button>
              <span class="file-note">{CAPTIONS[host.document.get(id)?.name ?? '']}</span>
            </li>
          ))}
        </ul>
      </section>
      <h2 id="layers-title">Layers</h2>
      <LayersList stage={stage} />
    </nav>
  )
}

function LayersList({ stage }: { stage: Stage }) {
  const { host } = stage
  // Signals redraw a component only for what it has read itself.
  stage.version.value
  const list = useRef<HTMLUListElement>(null)
  const anchor = useRef<string | null>(null)
  const rows = listRows(stage)
  const selection = host.selection
  const firstSelected = selection[0]
  // One row takes part in the tab order: the first that is selected, or the first of all.
  const tabStop = rows.find((row) => row.node.id === firstSelected)?.node.id ?? rows[0]?.node.id

  useEffect(() => {
    const row = list.current?.querySelector('[aria-pressed="true"]')
    row?.scrollIntoView({ block: 'nearest' })
  }, [firstSelected])

  function select(id: string, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): void {
    if (event.shiftKey && anchor.current !== null) {
      const ids = rows.map((row) => row.node.id)
      const [from, to] = [ids.indexOf(anchor.current), ids.indexOf(id)].sort(
        (first, second) => first - second,
      )
      if (from !== undefined && to !== undefined && from >= 0) {
        const level = rows[ids.indexOf(id)]?.level
        host.selection = rows
          .slice(from, to + 1)
          .filter((row) => row.level === level)
          .map((row) => row.node.id)
        return
      }
    }
    anchor.current = id
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey
    if (!isAdding) host.selection = [id]
    else
      host.selection = selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id]
  }

  function toggle(id: string, isExpanded: boolean): void {
    const collapsed = new Set(stage.collapsedIds.value)
    if (isExpanded) collapsed.delete(id)
    else collapsed.add(id)
    stage.collapsedIds.value = collapsed
  }

  function focusRow(index: number): void {
    const row = list.current?.querySelectorAll<HTMLButtonElement>('.layer').item(index)
    row?.focus()
  }

  function onKeyDown(event: KeyboardEvent, row: Row, index: number): void {
    const { node } = row
    switch (event.key) {
      case 'ArrowDown':
        focusRow(Math.min(rows.length - 1, index + 1))
        break
      case 'ArrowUp':
        focusRow(Math.max(0, index - 1))
        break
      case 'Home':
        focusRow(0)
        break
      case 'End':
        focusRow(rows.length - 1)
        break
      case 'ArrowRight':
        if (row.isExpanded === false) toggle(node.id, true)
        else if (row.isExpanded) focusRow(index + 1)
        break
      case 'ArrowLeft':
        if (row.isExpanded) toggle(node.id, false)
        else focusRow(rows.findIndex((other) => other.node.id === node.parentId))
        break
      case 'Enter':
      case ' ':
        select(node.id, event)
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <ul class="layers" aria-labelledby="layers-title" ref={list}>
      {rows.map((row, index) => {
        const { node, level, isExpanded, isHidden } = row
        return (
          <li key={node.id} aria-label={node.name}>
            <button
              type="button"
              class={`row layer layer-${node.type.toLowerCase()}`}
              style={{ paddingLeft: `${level * 14 - 6}px` }}
              tabIndex={node.id === tabStop ? 0 : -1}
              aria-label={node.name}
              aria-pressed={selection.includes(node.id)}
              aria-expanded={isExpanded ?? undefined}
              data-id={node.id}
              data-level={level}
              data-hidden={isHidden}
              onClick={(event) => select(node.id, event)}
              onDblClick={() => showLayer(stage, node.id)}
              onKeyDown={(event) => onKeyDown(event, row, index)}
            >
              {isExpanded === null ? (
                <span class="twist" />
              ) : (
                // The arrow keys do the same for the keyboard.
                <span
                  class="twist"
                  data-open={isExpanded}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation()
                    toggle(node.id, !isExpanded)
                  }}
                >
                  <Icon name="chevron" />
                </span>
              )}
              <TypeIcon type={node.type} />
              <span class="layer-name">{node.name}</span>
              {node.locked && <Icon name="locked" />}
              {!node.visible && <Icon name="hidden" />}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function showLayer(stage: Stage, id: string): void {
  const box = boxAround(stage.host, [id])
  if (box !== null) fitBox(stage.host, box)
}

/** Rows from the top layer down, without what is folded away. */
function listRows(stage: Stage): Row[] {
  const rows: Row[] = []
  const visit = (ids: readonly string[], level: number, isHidden: boolean) => {
    for (const id of [...ids].reverse()) {
      const node = stage.host.document.get(id)
      if (node === undefined) continue
      const isExpanded = node.children.length === 0 ? null : !stage.collapsedIds.value.has(id)
      const isFaint = isHidden || !node.visible
      rows.push({ node, level, isExpanded, isHidden: isFaint })
      if (isExpanded) visit(node.children, level + 1, isFaint)
    }
  }
  visit(currentPage(stage.host).children, 1, false)
  return rows
}
