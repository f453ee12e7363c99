import { type Html, raw } from '#src/html.ts'

/** Four climbers on one rope, on the way to the top: the picture of the first page, in its colours. Decoration. */
export const ropeParty: Html = raw(
  `<svg class="party" viewBox="0 0 640 520" aria-hidden="true" focusable="false">
<circle class="party-sun" cx="474" cy="132" r="62"/>
<path class="party-far" d="M0 520V330l84-70 62 44 96-120 70 66 92-138 74 92 52-40 110 128v228z"/>
<path class="party-snow" d="M404 112l32 40-18 6-12 22-14-16-20 8z"/>
<path class="party-mid" d="M0 520V420l92-52 78 30 104-92 84 40 98-132 46-42 52 60 86 150v138z"/>
<path class="party-near" d="M0 520v-62l128-28 110 24 118-58 96 20 104-46 84 40v110z"/>
<path class="party-rope" d="M78 372C112 392 142 376 178 392S240 352 272 304S320 338 358 342S420 286 452 210"/>
<g class="party-people">
<g transform="translate(84 370)"><circle r="11" cy="-24"/><path d="M0-12V10M0 10l-9 18M0 10l10 16M0-6l15 8M0-6l-12 10"/></g>
<g transform="translate(178 386) scale(.96)"><circle r="11" cy="-24"/><path d="M0-12V8M0 8l-11 16M0 8l12 10M0-6l16-4M0-6l-13 10"/></g>
<g transform="translate(276 296) scale(.9)"><circle r="11" cy="-24"/><path d="M0-12V8M0 8l-12 18M0 8l9 20M0-6l15-10M0-6l-14 8"/></g>
<g transform="translate(358 336) scale(.86)"><circle r="11" cy="-24"/><path d="M0-12V8M0 8l-12 16M0 8l13 12M0-6l15-6M0-6l-14 9"/></g>
<g transform="translate(456 200) scale(.84)"><circle r="11" cy="-24"/><path d="M0-12V8M0 8l-10 18M0 8l12 16M0-6l17-22M0-6l-14 9"/></g>
</g>
<path class="party-pole" d="M500 172V70"/>
<path class="party-flag" d="M500 72c18-8 28 8 48 0v34c-20 8-30-8-48 0z"/>
</svg>`,
)
