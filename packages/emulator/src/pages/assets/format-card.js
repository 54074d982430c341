/** Groups a number as its brand prints it, and keeps the caret where the person left it. */
export function formatCardNumber(input) {
  const digitsBeforeCaret = input.value.slice(0, input.selectionStart ?? 0).replace(/\D/g, '').length;
  const digits = input.value.replace(/\D/g, '').slice(0, 19);
  const groups = /^3[47]/.test(digits)
    ? /^(.{1,4})(.{1,6})?(.{1,5})?/
    : /^(.{1,4})(.{1,4})?(.{1,4})?(.{1,4})?(.{1,3})?/;
  input.value = (digits.match(groups) ?? []).slice(1).filter(Boolean).join(' ');
  let caret = 0;
  for (let seen = 0; caret < input.value.length && seen < digitsBeforeCaret; caret += 1) {
    if (/\d/.test(input.value[caret])) seen += 1;
  }
  input.setSelectionRange(caret, caret);
}

export function formatExpiry(input, event) {
  if (event.inputType?.startsWith('delete')) return;
  const digits = input.value.replace(/\D/g, '').replace(/^([2-9])/, '0$1');
  if (input.value.includes('/') && digits.length <= 2) return;
  if (digits.length === 6 && digits.slice(2, 4) === '20') input.value = `${digits.slice(0, 2)} / ${digits.slice(4)}`;
  else if (digits.length >= 2) input.value = `${digits.slice(0, 2)} / ${digits.slice(2, 4)}`;
}
