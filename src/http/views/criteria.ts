import type { CriterionView, ProposalView } from '#src/app/view-proposal.ts'
import type { Count } from '#src/domain/tally.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { mark } from './mark.ts'

/** The criteria of a vote, with the sums where they may be shown and with the reason where they may not. */
export function criteriaOf(language: Language, proposal: ProposalView): Html {
  const t = texts[language].pages.criteria
  const { criteria, sumsShown, status } = proposal
  return html`<ol class="criteria">
      ${criteria.map((one) => criterionItem(language, one))}
    </ol>
    ${!sumsShown && html`<p class="note">${status === 'open' ? t.hiddenRunning : t.hiddenSmall}</p>`}
    ${sumsShown && tallyTable(language, criteria)}`
}

function criterionItem(language: Language, criterion: CriterionView): Html {
  const t = texts[language].pages.criteria
  const { count, passes, required } = criterion
  return html`<li>
    <p class="criterion">${criterion[language]}</p>
    ${!required && html`<p class="note">${t.optional}</p>`}
    <div class="criterion-result">
      ${count && tallyBar(language, count)}
      ${passes !== undefined && (passes ? mark('good', t.passes) : mark('wait', t.fails))}
    </div>
  </li>`
}

/** One mark for each answer: full, open, or a dash, so that it reads without colours. */
function tallyBar(language: Language, count: Count): Html {
  const t = texts[language].pages.criteria
  const total = count.met + count.notYet + count.abstain
  return html`<p class="tally">
    ${total > 0 && total <= 40 && tallyMarks(count)} <span>${t.counts(count)}</span>
  </p>`
}

const cell = 22

function tallyMarks({ met, notYet, abstain }: Count): Html {
  const width = (met + notYet + abstain) * cell
  const middle = (index: number) => index * cell + cell / 2
  return html`<svg
    class="tally-marks"
    viewBox="0 0 ${width} ${cell}"
    width="${width}"
    height="${cell}"
    aria-hidden="true"
    focusable="false"
  >
    ${countFrom(0, met).map((index) => html`<circle class="tally-met" cx="${middle(index)}" cy="11" r="8.5" />`)}
    ${countFrom(met, notYet).map((index) => html`<circle class="tally-not-yet" cx="${middle(index)}" cy="11" r="7" />`)}
    ${countFrom(met + notYet, abstain).map((index) => html`<path class="tally-abstain" d="M${middle(index) - 6} 11h12" />`)}
  </svg>`
}

function countFrom(start: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => start + index)
}

function tallyTable(language: Language, criteria: readonly CriterionView[]): Html {
  const t = texts[language].pages.criteria
  return html`<details>
    <summary>${t.table}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${t.caption}">
      <table>
        <caption>
          ${t.caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t.criterion}</th>
            <th scope="col">${t.met}</th>
            <th scope="col">${t.notYet}</th>
            <th scope="col">${t.abstain}</th>
            <th scope="col">${t.result}</th>
          </tr>
        </thead>
        <tbody>
          ${criteria.map((one) => tallyRow(language, one))}
        </tbody>
      </table>
    </div>
  </details>`
}

function tallyRow(language: Language, criterion: CriterionView): Html {
  const t = texts[language].pages.criteria
  const { count, passes } = criterion
  const result = passes === undefined ? '' : passes ? t.passes : t.fails
  return html`<tr>
    <th scope="row">${criterion[language]}</th>
    <td>${count?.met}</td>
    <td>${count?.notYet}</td>
    <td>${count?.abstain}</td>
    <td>${result}</td>
  </tr>`
}
