import type {
  BadgeCheck,
  BadgeFormat,
  CheckName,
  CheckResult,
} from '#src/credentials/badge-check.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'
import type { Tone } from './mark.ts'

/** `missing`: not checked, and without it nobody can say that the badge is valid. */
export type CheckGroup = CheckResult | 'missing'

const looks: Readonly<Record<CheckGroup, readonly [tone: Tone, iconName: string]>> = {
  failed: ['bad', 'circle-x'],
  missing: ['wait', 'circle-question-mark'],
  passed: ['good', 'circle-check'],
  'not-checked': ['quiet', 'circle-question-mark'],
  'not-applicable': ['quiet', 'minus'],
}

/** What came out badly first, then what is missing and why, then what is good; what did not apply is folded away. */
export function checkList(language: Language, checks: readonly BadgeCheck[]): Html {
  const groups = Map.groupBy(checks, groupOf)
  return html`${groupsInOrder.map((group) =>
    checkGroup(language, group, said(language, groups.get(group) ?? [])),
  )}`
}

const groupsInOrder = ['failed', 'missing', 'passed', 'not-checked', 'not-applicable'] as const

function groupOf({ result, needed }: BadgeCheck): CheckGroup {
  return result === 'not-checked' && needed ? 'missing' : result
}

/** One thing that was said, of one version of the badge or of both. */
interface SaidCheck {
  readonly check: CheckName
  readonly words: string
  readonly formats: readonly BadgeFormat[]
}

function said(language: Language, checks: readonly BadgeCheck[]): readonly SaidCheck[] {
  const { reasons } = texts[language].checks
  const bySentence = Map.groupBy(
    checks,
    ({ check, reason, facts = {} }) => `${check} ${reasons[reason](facts)}`,
  )
  return [...bySentence.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const formats = same.flatMap(({ format }) => format ?? [])
    const words = reasons[first.reason](first.facts ?? {})
    return [{ check: first.check, words, formats: [...new Set(formats)] }]
  })
}

function checkGroup(language: Language, group: CheckGroup, checks: readonly SaidCheck[]): Html {
  if (checks.length === 0) return html``
  const [tone, iconName] = looks[group]
  const title = html`${texts[language].checks.groups[group]}
    <span class="count">${checks.length}</span>`
  const list = html`<ul class="checks">
    ${checks.map((check) => checkItem(language, check))}
  </ul>`
  if (group === 'not-applicable')
    return html`<details class="check-group tone-${tone}">
      <summary>${title}</summary>
      ${list}
    </details>`
  return html`<div class="check-group tone-${tone}">
    <h3>${icon(iconName)} ${title}</h3>
    ${list}
  </div>`
}

function checkItem(language: Language, { check, words, formats }: SaidCheck): Html {
  const { names, versions } = texts[language].checks
  return html`<li>
    <p class="check-name">
      <strong>${names[check]}</strong>
      ${formats.length > 0 && html`<span class="versions">${versions(formats)}</span>`}
    </p>
    <p>${words}</p>
  </li>`
}
