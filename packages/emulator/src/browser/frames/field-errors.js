/** Puts a place for a mistake under each field, to which the field points. */
export function placeErrors(inputs) {
  for (const input of inputs) {
    const place = document.createElement('p');
    Object.assign(place, { id: `${input.id}-error`, className: 'Error', role: 'alert' });
    input.setAttribute('aria-describedby', place.id);
    input.closest('.Field').append(place);
  }
}

/** Says what is wrong with a field; nothing when the message is empty. */
export function showError(input, message) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.textContent = message;
  input.classList.toggle('Input--invalid', message !== '');
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

export function clearErrors(inputs) {
  for (const input of inputs) showError(input, '');
}
