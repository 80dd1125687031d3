import { expect, it, vi } from 'vitest'
import { createLogSink } from '../../../relay/observe/log-sink.ts'

type Done = (error: NodeJS.ErrnoException | null, written: number) => void

/** A file whose writes the test ends by hand. */
function openFile() {
  const asked: { text: string; done: Done }[] = []
  const sink = createLogSink((bytes, done) => void asked.push({ text: bytes.toString(), done }))
  const last = () => asked.at(-1) ?? { text: '', done: () => undefined }
  const end = () => last().done(null, Buffer.byteLength(last().text))
  const fail = (code: string) => last().done(Object.assign(new Error(code), { code }), 0)
  return { sink, texts: () => asked.map(({ text }) => text), end, fail, last }
}

it('lines go one write after the other, those that come meanwhile together', () => {
  const { sink, texts, end } = openFile()
  for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line)
  expect(texts()).toEqual(['a\n'])
  end()
  expect(texts()).toEqual(['a\n', 'b\nc\n'])
})

it('what is written in part goes on where it broke off', () => {
  const { sink, texts, last } = openFile()
  sink.write('hello\n')
  last().done(null, 2)
  expect(texts()).toEqual(['hello\n', 'llo\n'])
})

it('lines that a full disk does not take are lost, and their number is said as soon as there is room', () => {
  const { sink, texts, end, fail, last } = openFile()
  sink.write('lost 1\n')
  last().done(null, 4)
  fail('ENOSPC')
  sink.write('lost 2\n')
  fail('ENOSPC')
  expect(texts()).toHaveLength(3)
  sink.write('there\n')
  expect(last().text).toMatch(/^\n\{"level":"warn",.*"lines":2,"msg":"log lines were lost"\}\nthere\n$/)
  end()
  sink.write('more\n')
  expect(last().text).toBe('more\n')
})

it('a reader that takes nothing for a while gets the same later', () => {
  vi.useFakeTimers()
  const { sink, texts, fail } = openFile()
  sink.write('a\n')
  fail('EAGAIN')
  vi.advanceTimersByTime(1000)
  expect(texts()).toEqual(['a\n', 'a\n'])
  vi.useRealTimers()
})

it('one that never reads costs a megabyte of memory and no more', () => {
  const { sink, end, last } = openFile()
  const line = `${'x'.repeat(999)}\n`
  for (let count = 0; count < 3000; count += 1) sink.write(line)
  end()
  expect(last().text.length).toBeLessThan(1_000_200)
  expect(last().text).toMatch(/x\n\{.*"lines":1999,"msg":"log lines were lost"\}\n$/)
})

it('a process that ends waits for its last line, and not for ever', async () => {
  const { sink, end } = openFile()
  await sink.settle()
  sink.write('a\n')
  const settled = vi.fn()
  const settling = sink.settle().then(settled)
  expect(settled).not.toHaveBeenCalled()
  end()
  await settling
  sink.write('b\n')
  await sink.settle()
})
