import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { png, upload } from '../../testing/sample-files.ts';

test('a link shows its file to anybody, until it expires', async () => {
  const { emulator, stripe } = await givenEmulator();
  const file = await upload(stripe, { name: 'квитанция.png' });
  const now = emulator.now().getTime() / 1000;
  const link = await stripe.fileLinks.create({ file: file.id, expires_at: now + 60, metadata: { dispute: '7' } });
  expect(link).toMatchObject({ expired: false, file: file.id, livemode: false, metadata: { dispute: '7' } });
  const seen = await fetch(link.url ?? '');
  expect(seen.status).toBe(200);
  expect(seen.headers.get('content-disposition')).toContain("filename*=UTF-8''%D0%BA");
  expect(Buffer.from(await seen.arrayBuffer())).toEqual(png);
  await emulator.advance({ seconds: 60 });
  const gone = await fetch(link.url ?? '');
  expect(gone.status).toBe(410);
  expect(await gone.text()).toContain('This link has expired');
  expect(await stripe.fileLinks.retrieve(link.id, { expand: ['file'] })).toMatchObject({
    expired: true,
    file: { id: file.id },
  });
  await expect(stripe.fileLinks.update(link.id, { metadata: {} })).rejects.toThrow('Expired file links');
  expect((await fetch(`${emulator.url}/links/link_none`)).status).toBe(404);
});

test('a link can be given more time, none at all, or ended now', async () => {
  const { emulator, stripe } = await givenEmulator();
  const file = await upload(stripe);
  const now = emulator.now().getTime() / 1000;
  const link = await stripe.fileLinks.create({ file: file.id });
  const past = { message: 'expires_at must be a timestamp in the future.', param: 'expires_at' };
  await expect(stripe.fileLinks.create({ file: file.id, expires_at: now })).rejects.toMatchObject(past);
  await expect(stripe.fileLinks.update(link.id, { expires_at: now - 1 })).rejects.toMatchObject(past);
  const later = await stripe.fileLinks.update(link.id, { expires_at: now + 60, metadata: { a: '1' } });
  expect(later).toMatchObject({ expires_at: now + 60, metadata: { a: '1' } });
  expect((await stripe.fileLinks.update(link.id, { expires_at: '' })).expires_at).toBeNull();
  expect(await stripe.fileLinks.update(link.id, { expires_at: 'now' })).toMatchObject({
    expires_at: now,
    expired: true,
  });
});

test('links are listed by their file and by whether they are over', async () => {
  const { stripe } = await givenEmulator();
  const file = await stripe.files.create({
    purpose: 'business_logo',
    file: { data: png, name: 'logo.png', type: 'image/png' },
    file_link_data: { create: true, metadata: { of: 'upload' } },
  });
  const [first] = file.links?.data ?? [];
  expect(first?.metadata).toEqual({ of: 'upload' });
  const second = await stripe.fileLinks.create({ file: file.id });
  await stripe.fileLinks.create({ file: (await upload(stripe)).id });
  await stripe.fileLinks.update(second.id, { expires_at: 'now' });
  const idsOf = async (expired?: boolean) =>
    (await stripe.fileLinks.list({ file: file.id, ...(expired === undefined ? {} : { expired }) })).data.map(
      ({ id }) => id,
    );
  expect(await idsOf()).toEqual([second.id, first?.id]);
  expect(await idsOf(false)).toEqual([first?.id]);
  expect(await idsOf(true)).toEqual([second.id]);
});

test('what proves who somebody is gets no link', async () => {
  const { stripe } = await givenEmulator();
  const passport = await upload(stripe, { purpose: 'identity_document' });
  await expect(stripe.fileLinks.create({ file: passport.id })).rejects.toMatchObject({ param: 'file' });
  await expect(stripe.fileLinks.create({ file: 'file_none' })).rejects.toMatchObject({ code: 'resource_missing' });
  const linked = stripe.files.create({
    purpose: 'identity_document',
    file: { data: png, name: 'a.png', type: 'image/png' },
    file_link_data: { create: true },
  });
  await expect(linked).rejects.toMatchObject({ param: 'file_link_data' });
});
