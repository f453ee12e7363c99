import type { AwardView } from '#src/app/view-award.ts'
import { pictureAlt } from '#src/pictures/picture-alt.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { copyBox } from './copy-box.ts'
import { icon } from './icon.ts'

/** How to keep a badge, what to do with it, and how to show it to others. */
export function awardShare(context: PageContext, view: AwardView): Html {
  const { language } = context
  const t = texts[language].pages.award
  return html`<div class="after">
    <section class="card" aria-labelledby="keep-title">
      <h2 id="keep-title">${icon('download', 26)} ${t.keep}</h2>
      <p>${t.keepWhy}</p>
      ${downloads(context, view)}
      <p class="note">${t.print}</p>
    </section>
    <section class="card" aria-labelledby="next-title">
      <h2 id="next-title">${icon('signpost', 26)} ${t.next}</h2>
      <ol class="steps">
        ${t.steps.map((step) => html`<li>${step}</li>`)}
      </ol>
    </section>
    <section class="card share" aria-labelledby="share-title">
      <h2 id="share-title">${icon('share-2', 26)} ${t.share}</h2>
      ${sharing(context, view)}
    </section>
  </div>`
}

function downloads({ language }: PageContext, { award: { id } }: AwardView): Html {
  const t = texts[language].pages.award
  return html`<p class="buttons">
      <a class="button primary" href="/awards/${id}.png" download="badge-${id}.png"
        >${icon('download')} <span>${t.png}</span></a
      >
    </p>
    <details>
      <summary>${t.forms}</summary>
      <p>${t.formsWhy}</p>
      <ul class="forms">
        ${forms.map(
          ({ form, ending }) =>
            html`<li>
              <a href="/awards/${id}.${ending}" download="badge-${id}.${ending}"
                >${t.formOf[form].name}</a
              >
              <span>${t.formOf[form].why}</span>
            </li>`,
        )}
      </ul>
    </details>`
}

const forms = [
  { form: 'png', ending: 'png' },
  { form: 'svg', ending: 'svg' },
  { form: 'ob3', ending: 'json' },
  { form: 'jwt', ending: 'jwt' },
  { form: 'ob2', ending: 'ob2.json' },
  { form: 'signedOb2', ending: 'ob2.jwt' },
] as const

function sharing({ language, baseUrl }: PageContext, view: AwardView): Html {
  const t = texts[language].pages.award
  const { award, achievement, issuer } = view
  const url = `${baseUrl}/awards/${award.id}`
  const name = achievement.name[language]
  const box = (id: string, label: string, text: string, rows = 1) =>
    copyBox({ id, label, text, rows, copy: t.copy })
  return html`${box('share-link', t.link, url)}
    <p class="buttons">
      <a
        class="button"
        href="${linkedIn({ name, issuer: issuer.name, url, id: award.id, issuedAt: award.issuedAt })}"
        rel="noopener noreferrer"
        >${icon('external-link')} <span>${t.linkedin}</span></a
      >
    </p>
    <details>
      <summary>${t.linkedinWhy}</summary>
      ${box('linkedin-name', t.linkedinFields.name, name)}
      ${box('linkedin-organisation', t.linkedinFields.organisation, issuer.name)}
      ${box('linkedin-id', t.linkedinFields.id, award.id)}
      ${box('linkedin-url', t.linkedinFields.url, url)}
    </details>
    <details>
      <summary>${t.signature}</summary>
      <p>${t.signatureWhy}</p>
      ${box('signature', t.signature, signature({ url, alt: pictureAlt(name, language) }), 4)}
    </details>`
}

// The fields of LinkedIn's "Add to profile" link; a certificate's month counts from 1.
function linkedIn({
  name,
  issuer,
  url,
  id,
  issuedAt,
}: {
  readonly name: string
  readonly issuer: string
  readonly url: string
  readonly id: string
  readonly issuedAt: number
}): string {
  const day = new Date(issuedAt)
  const query = new URLSearchParams({
    startTask: 'CERTIFICATION_NAME',
    name,
    organizationName: issuer,
    issueYear: String(day.getUTCFullYear()),
    issueMonth: String(day.getUTCMonth() + 1),
    certUrl: url,
    certId: id,
  })
  return `https://www.linkedin.com/profile/add?${query.toString()}`
}

function signature({ url, alt }: { readonly url: string; readonly alt: string }): string {
  return html`<a href="${url}"
    ><img src="${url}.png" width="96" height="96" alt="${alt}"
  /></a>`.toString()
}
