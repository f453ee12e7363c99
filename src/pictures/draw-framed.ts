import { escapeXml } from './escape-xml.ts'
import { pictureAlt, type PictureLanguage } from './picture-alt.ts'

/** A PNG as SVG, with what stands in for it where it is not shown. It is inside, so nothing is fetched. */
export function drawFramed(
  png: Uint8Array,
  {
    title,
    language,
    group = false,
  }: {
    readonly title: string
    readonly language: PictureLanguage
    readonly group?: boolean | undefined
  },
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img" lang="${language}">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(pictureAlt(title, language, { group }))}</desc>`,
    `<image width="512" height="512" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`,
    '</svg>',
  ].join('')
}
