import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const folder = new URL('../../src/domain/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, code: withoutComments(readFileSync(new URL(name, folder), 'utf8')) }))

t.test('the domain imports nothing but itself', async (t) => {
  for (const { name, code } of files) {
    const imported = [...code.matchAll(/\b(?:from|import|require)\b\s*\(?\s*['"]([^'"]+)['"]/g)]
    const outside = imported
      .map(([, source]) => source ?? '')
      .filter((source) => !isSibling(source))
    t.strictSame(outside, [], name)
    t.notMatch(code, /\bimport\s*\(|\bprocess\b|\bglobalThis\b|\brequire\b/, name)
  }
})

t.test('the only division in the domain is the exact one of ceilDivide', async (t) => {
  const divisions = files.flatMap(({ code }) =>
    code.split('\n').filter((line) => /\/(?!\/)/.test(line.replaceAll(/'[^']*'/g, ''))),
  )
  t.strictSame(
    divisions.map((line) => line.trim()),
    ['return (value - rest) / by + (rest > 0 ? 1 : 0)'],
  )
})

t.test('the domain has no rounding, no fraction, no clock and no chance', async (t) => {
  const unwanted =
    /Math\.(?!max\b|min\b)\w+|\bparseFloat\b|\bparseInt\b|\btoFixed\b|\bDate\b|\bperformance\b|\bcrypto\b|\*\*|\d\.\d/
  for (const { name, code } of files) t.notMatch(code, unwanted, name)
})

t.test('the scan sees the files', async (t) => {
  t.ok(files.some(({ name, code }) => name === 'verdict.ts' && code.includes('quorumHolds')))
})

function isSibling(source: string): boolean {
  return /^\.\/[a-z-]+\.ts$/.test(source)
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
}
