import type { Form } from '#src/chat/contract.ts'
import { isAskedOn } from './form-pages.ts'
import { cutText } from './plain.ts'

const longestError = 2000

/**
 * What is wrong with a form, beside the field at fault, for `response_action: errors`; undefined: that field is not on this
 * page, or none is to blame, and the form has to be shown again with the problem on top.
 */
export function errorsOf(
  {
    form,
    problem,
    field,
  }: { readonly form: Form; readonly problem?: string; readonly field?: string },
  page: number,
): Record<string, string> | undefined {
  if (problem === undefined || field === undefined || !isAskedOn(form, field, page))
    return undefined
  return { [field]: cutText(problem, longestError) || '…' }
}
