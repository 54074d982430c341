import { expect, test } from 'vitest';
import { attributes, html } from './html.ts';

test('a name that looks like markup is shown, not obeyed', () => {
  const name = `<b onclick="steal('card')">Ada & Co</b>`;
  expect(html`<p>${name}</p>`.text).toBe(
    '<p>&lt;b onclick=&quot;steal(&#39;card&#39;)&quot;&gt;Ada &amp; Co&lt;/b&gt;</p>',
  );
});

test('markup inside markup is kept, also in lists', () => {
  const rows = ['1 < 2', 'plain'].map((text) => html`<li>${text}</li>`);
  expect(html`<p><i>${rows}</i></p>`.text).toBe('<p><i><li>1 &lt; 2</li><li>plain</li></i></p>');
});

test('what is missing prints nothing', () => {
  expect(html`<p>${null}${undefined}${false}${''}${0}</p>`.text).toBe('<p>0</p>');
});

test('attributes are escaped, and the absent ones left out', () => {
  expect(
    html`<input${attributes({ value: '"><script>', required: true, disabled: false, id: undefined })} />`.text,
  ).toBe('<input value="&quot;&gt;&lt;script&gt;" required />');
});
