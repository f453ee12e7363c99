import { pluralIn } from '../plural.ts'
import type { platforms as reference } from '../fr/platforms.ts'

const plural = pluralIn('en')

export const platforms: typeof reference = {
  choose: 'Choose…',
  others: 'Others',
  nothingToChoose: 'Nothing to choose here for now.',
  page: (page, pages) => `Page ${page} of ${pages}`,
  leftOut: (lines) =>
    `${plural(lines, { one: '# line does', other: '# lines do' })} not fit in this message.`,
  kept: (files) =>
    `${plural(files, { one: '# file is already attached', other: '# files are already attached' })}. Those you add join them.`,
  accident: (reference) =>
    `Something went wrong on our side. Try again; if it happens again, give this number to whoever runs the service: ${reference}.`,
  fileTooLarge: (megabytes) => `It weighs more than ${megabytes} MB.`,
  tooManyFiles: (most) => `Give ${most} at most.`,
}
