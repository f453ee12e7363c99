/** A language in which a picture can be described. */
export type PictureLanguage = 'fr' | 'en'

/** What stands in for the picture of a badge: for screen readers, and where images are not shown. */
export function pictureAlt(
  title: string,
  language: PictureLanguage,
  { group = false }: { readonly group?: boolean } = {},
): string {
  return descriptions[language](title.trim(), group)
}

const descriptions = {
  fr: (title: string, group: boolean) =>
    `${group ? 'Badge de groupe' : 'Badge'}${title === '' ? '' : ` «\u00a0${title}\u00a0»`}`,
  en: (title: string, group: boolean) =>
    `${group ? 'Group badge' : 'Badge'}${title === '' ? '' : ` “${title}”`}`,
} satisfies Record<PictureLanguage, (title: string, group: boolean) => string>
