import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Mark, Part } from '#src/texts/fr/doctor.ts'
import { texts } from '#src/texts/texts.ts'
import { type Around, examine } from '../../scripts/doctor/examine.ts'
import type { Finding } from '../../scripts/doctor/finding.ts'

/** What the doctor found, in English, and everything it said in any language. */
export async function look(env: Readonly<Record<string, string>>, around: Around = {}) {
  const { findings } = await examine(env, { lookUpTxt: noDns, ...around })
  const of = (part: Part) => findings.filter((finding) => finding.part === part)
  return {
    isWrong: findings.some(({ mark }) => mark === 'wrong'),
    marks: (...parts: readonly Part[]): Mark[] =>
      parts.flatMap((part) => of(part).map(({ mark }) => mark)),
    text: (part: Part) => of(part).map(inEnglish).join('\n'),
    all: findings.flatMap((finding) => [inEnglish(finding), inFrench(finding)]).join('\n'),
  }
}

/** A folder that is gone when the test ends. */
export function aFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-running-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

async function noDns(): Promise<never> {
  throw new Error('There is no DNS in this test.')
}

function inEnglish({ say }: Finding): string {
  return say(texts.en.doctor.findings)
}

function inFrench({ say }: Finding): string {
  return say(texts.fr.doctor.findings)
}
