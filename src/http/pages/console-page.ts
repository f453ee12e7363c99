import type { Failures, FailureView } from '#src/app/list-failures.ts'
import { html, type Html } from '#src/html.ts'
import type { Language } from '#src/storage/members.ts'
import { sayFailure } from '#src/texts/say-failure.ts'
import { texts } from '#src/texts/texts.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { icon } from '../views/icon.ts'
import { instant } from '../views/instant.ts'
import { mark, type Tone } from '../views/mark.ts'

/** The organisation's page for its trainers: what could not be delivered, why, and a button to try again. */
export function consolePage(
  context: PageContext,
  {
    failures,
    retried,
  }: {
    readonly failures: Failures
    /** How many were just asked to be tried again. */
    readonly retried?: number | undefined
  },
): string {
  const t = texts[context.language].pages.console
  return layout(context, {
    title: t.title,
    body: html`<h1>${t.title}</h1>
      ${retried !== undefined && html`<p class="card intro" role="status">${icon('circle-check')} ${t.retried(retried)}</p>`}
      <section aria-labelledby="failures-title">
        <h2 id="failures-title">${t.failures} <span class="count">${failures.all}</span></h2>
        ${failures.all === 0 ? html`<p class="empty">${t.none}</p>` : listOf(context.language, failures)}
      </section>`,
  })
}

function listOf(language: Language, { all, shown }: Failures): Html {
  const t = texts[language].pages.console
  return html`<p>${t.failuresWhy}</p>
    ${
      all > 1 &&
      html`<form method="post" action="/console/retry-all" class="buttons intro">
        <button class="button">${icon('repeat-2')} ${t.retryAll}</button>
      </form>`
    }
    <ul class="checks">
      ${shown.map((failure) => failureItem(language, failure))}
    </ul>
    ${all > shown.length && html`<p class="note">${t.more(shown.length)}</p>`}`
}

const tones: Readonly<Record<FailureView['state'], readonly [tone: Tone, iconName: string]>> = {
  'given-up': ['bad', 'circle-x'],
  waiting: ['wait', 'hourglass'],
  'under-way': ['quiet', 'hourglass'],
}

function failureItem(language: Language, failure: FailureView): Html {
  const t = texts[language].pages.console
  const [tone, iconName] = tones[failure.state]
  const what = sayQueue(language, failure.queue)
  return html`<li>
    <h3>${what}</h3>
    <p>${mark(tone, t.state[failure.state], iconName)}</p>
    <p>${sayFailure(language, failure.reason)}</p>
    <dl class="facts">
      ${fact(t.to, failure.to?.name)} ${fact(t.badge, failure.achievement?.name[language])}
      ${fact(t.attempts, failure.attempts)}
      ${fact(t.next, failure.nextAt === undefined ? undefined : instant(language, failure.nextAt))}
    </dl>
    ${
      failure.state !== 'under-way' &&
      html`<form method="post" action="/console/jobs/${failure.id}/retry">
        <button class="button">
          ${icon('repeat-2')}
          <span>${t.retry}</span>
          <span class="for-ears">(${t.retryWhat(what, failure.to?.name)})</span>
        </button>
      </form>`
    }
  </li>`
}

function sayQueue(language: Language, queue: string): string {
  const { what, otherWork } = texts[language].pages.console
  const known: Readonly<Record<string, string>> = what
  return known[queue] ?? otherWork
}

function fact(label: string, value: string | number | Html | undefined): Html | undefined {
  if (value === undefined) return undefined
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`
}
