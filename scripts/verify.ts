import { readFile } from 'node:fs/promises'
import { readConfig } from '#src/config.ts'
import { verifyBadge } from '#src/credentials/verify-badge.ts'
import { texts } from '#src/texts/texts.ts'

// Checks a badge file by itself: npm run verify -- FILE
// Exit status 0: valid. 1: not valid. 2: could not be checked.

const [file] = process.argv.slice(2)
const { language } = readConfig({ DEFAULT_LANGUAGE: process.env['DEFAULT_LANGUAGE'] })
const t = texts[language].checks
const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined)

if (!bytes) {
  console.error(texts[language].terminal.verifyUsage)
  process.exitCode = 2
} else {
  const { checks, valid, practice } = await verifyBadge(bytes, {
    now: Date.now(),
    findAward: async () => undefined,
    findIssuerKeys: async () => undefined,
  })
  for (const { check, format, result, reason, facts } of checks) {
    const name = format ? `${t.names[check]} (${format})` : t.names[check]
    console.log(`${t.results[result]} — ${name}. ${t.reasons[reason](facts ?? {})}`)
  }
  if (practice) console.log(texts[language].letters.practice)
  const failed = checks.some(({ result }) => result === 'failed')
  process.exitCode = valid ? 0 : failed ? 1 : 2
}
