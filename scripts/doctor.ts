import { parseArgs } from 'node:util'
import type { Mark } from '#src/texts/fr/doctor.ts'
import { texts } from '#src/texts/texts.ts'
import { describeAccident, examine } from './doctor/examine.ts'
import type { Finding } from './doctor/finding.ts'

// Says in words what is well and what is not, and what to do: npm run doctor [-- --json]
// Exit status 0: nothing is wrong. 1: something is. 78: the settings hold a mistake.

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78
const signs: Readonly<Record<Mark, string>> = { good: '✔', look: '!', wrong: '✘', unchecked: '·' }

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
// Needed before the settings are known to be good.
const t = texts[process.env['DEFAULT_LANGUAGE']?.trim() === 'en' ? 'en' : 'fr'].doctor
const { findings, hasMistakes } = await examine(process.env).catch((error: unknown) => ({
  findings: [describeAccident(error)],
  hasMistakes: false,
}))
const isWrong = findings.some(({ mark }) => mark === 'wrong')
console.log(values.json ? asJson(findings) : inWords(findings))
process.exitCode = hasMistakes ? configStatus : isWrong ? 1 : 0

function inWords(findings: readonly Finding[]): string {
  const width = Math.max(...Object.values(t.marks).map(({ length }) => length))
  const lines = findings.map(
    ({ part, mark, say }) =>
      `${signs[mark]} ${t.marks[mark].padEnd(width)}  ${t.parts[part]} — ${say(t.findings)}`,
  )
  return [t.title, '', ...lines, '', t.summary(countMarks(findings))].join('\n')
}

function asJson(findings: readonly Finding[]): string {
  const found = findings.map(({ part, mark, say }) => ({ part, mark, text: say(t.findings) }))
  const report = { ok: !isWrong, counts: countMarks(findings), findings: found }
  return JSON.stringify(report, undefined, 2)
}

function countMarks(findings: readonly Finding[]): Record<Mark, number> {
  const counts = { good: 0, look: 0, wrong: 0, unchecked: 0 }
  for (const { mark } of findings) counts[mark] += 1
  return counts
}
