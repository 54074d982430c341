import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, clientOf, givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { pdfOf, png, upload } from '../../testing/sample-files.ts';

const day = 86_400;

async function givenContents() {
  const { emulator, stripe } = await givenEmulator();
  const contents = (url: string | null) =>
    fetch(url ?? '', { headers: { authorization: `Bearer ${emulator.apiKey}` } });
  return { emulator, stripe, contents };
}

describe('a file', () => {
  test("is uploaded by Stripe's client, told of, listed, and read again byte for byte", async () => {
    const { emulator, stripe, contents } = await givenContents();
    const endpoint = await givenEndpoint(stripe);
    const file = await upload(stripe);
    expect(file).toEqual({
      id: expect.stringMatching(/^file_\w{24}$/),
      object: 'file',
      created: 1_767_225_600,
      expires_at: 1_767_225_600 + 270 * day,
      filename: 'receipt.png',
      links: { object: 'list', data: [], has_more: false, url: `/v1/file_links?file=${file.id}` },
      purpose: 'dispute_evidence',
      size: png.length,
      title: null,
      type: 'png',
      url: `${emulator.url}/v1/files/${file.id}/contents`,
    });
    expect(await stripe.files.retrieve(file.id)).toEqual(file);
    await upload(stripe, { purpose: 'business_logo' });
    expect((await stripe.files.list({ purpose: 'dispute_evidence' })).data).toEqual([file]);
    const answer = await contents(file.url);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="receipt.png"');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    await emulator.settled();
    expect(endpoint.received[0]?.event).toMatchObject({ type: 'file.created', data: { object: file } });
  });

  test('may be as large as its purpose allows', async () => {
    const { stripe, contents } = await givenContents();
    const megabyte = 1024 * 1024;
    await expect(upload(stripe, { data: pdfOf({ bytes: 5 * megabyte + 1 }), name: 'a.pdf' })).rejects.toMatchObject({
      statusCode: 400,
      param: 'file',
      message: expect.stringContaining('at most 5MB'),
    });
    await expect(
      upload(stripe, { purpose: 'business_icon', data: Buffer.concat([png, Buffer.alloc(512 * 1024)]) }),
    ).rejects.toThrow('at most 512KB');
    const large = pdfOf({ bytes: 10 * megabyte });
    const file = await upload(stripe, { purpose: 'pci_document', data: large, name: 'a.pdf' });
    expect(file).toMatchObject({ size: 10 * megabyte, type: 'pdf', expires_at: null });
    expect(Buffer.from(await (await contents(file.url)).arrayBuffer()).equals(large)).toBe(true);
  });

  test('must be of a type that its purpose allows, whatever it is called', async () => {
    const { stripe } = await givenContents();
    await expect(upload(stripe, { data: Buffer.from('just words'), name: 'receipt.pdf' })).rejects.toMatchObject({
      message:
        "We don't currently support that file type. Try uploading a file with one of the following mimetypes: application/pdf, image/jpeg, image/png.",
    });
    const report = { purpose: 'issuing_regulatory_reporting', name: 'report.json' } as const;
    expect((await upload(stripe, { ...report, data: Buffer.from('{"a":1}') })).type).toBe('json');
    await expect(upload(stripe, { ...report, data: Buffer.from('{"a":') })).rejects.toThrow('application/json.');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect((await upload(stripe, { purpose: 'customer_signature', data: svg, name: 'a.svg' })).type).toBe('svg');
    const sheet = Buffer.from('PK\x03\x04…xl/workbook.xml');
    const ofTax = { purpose: 'tax_document_user_upload', name: 'x' } as const;
    expect((await upload(stripe, { ...ofTax, data: sheet })).type).toBe('xlsx');
    const readers = upload(stripe, { purpose: 'terminal_reader_splashscreen' });
    await expect(readers).rejects.toThrow('does not cover files of the purpose terminal_reader_splashscreen');
  });

  test('cannot be read when it proves who somebody is, nor once it expired', async () => {
    const { emulator, stripe, contents } = await givenContents();
    const passport = await upload(stripe, { purpose: 'identity_document' });
    expect((await contents(passport.url)).status).toBe(403);
    const file = await upload(stripe);
    await emulator.advance({ seconds: 270 * day });
    expect((await contents(file.url)).status).toBe(404);
    expect((await stripe.files.retrieve(file.id)).id).toBe(file.id);
  });

  test('outlives the process that took it', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'purser-files-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const { stripe } = await givenEmulator({ dataDir });
    const file = await upload(stripe);
    // Opened beside the first, which is never told to end: as after a kill.
    const { emulator } = await givenEmulator({ dataDir });
    const headers = { authorization: `Bearer ${emulator.apiKey}` };
    const answer = await fetch(`${emulator.url}/v1/files/${file.id}/contents`, { headers });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  });

  test('is part of a snapshot', async () => {
    const { emulator, stripe, contents } = await givenContents();
    const before = emulator.snapshot();
    const file = await upload(stripe);
    const after = JSON.parse(JSON.stringify(emulator.snapshot())) as ReturnType<typeof emulator.snapshot>;
    await emulator.restore(before);
    expect((await contents(file.url)).status).toBe(404);
    await emulator.restore(after);
    expect(Buffer.from(await (await contents(file.url)).arrayBuffer())).toEqual(png);
  });

  test('is the same upload under one idempotency key, whatever the boundary was', async () => {
    const { emulator, stripe } = await givenContents();
    const uploadOnce = (data: Buffer) =>
      stripe.files.create(
        { purpose: 'dispute_evidence', file: { data, name: 'a.png', type: 'image/png' } },
        { idempotencyKey: 'once' },
      );
    const first = await uploadOnce(png);
    expect((await uploadOnce(png)).id).toBe(first.id);
    await expect(uploadOnce(Buffer.concat([png, png]))).rejects.toThrow('with the same parameters');
    expect(emulator.requests()[0]?.params).toMatch(/^purpose=dispute_evidence&file=a\.png%20\(/);
  });

  test('may be uploaded from a browser, but not linked from there', async () => {
    const { emulator } = await givenContents();
    const config = { host: '127.0.0.1', port: emulator.port, protocol: 'http', telemetry: false } as const;
    const browser = new Stripe(emulator.publishableKey, config);
    expect((await upload(browser)).object).toBe('file');
    const linked = browser.files.create({
      purpose: 'dispute_evidence',
      file: { data: png, name: 'a.png', type: 'image/png' },
      file_link_data: { create: true },
    });
    await expect(linked).rejects.toMatchObject({ code: 'secret_key_required' });
  });
});

describe('a multipart body', () => {
  const send = async (body: string | Buffer, type = 'multipart/form-data; boundary=b') => {
    const { emulator } = await givenEmulator();
    const bytes = new Uint8Array(Buffer.from(body));
    return ask(emulator, 'POST', '/v1/files', { body: bytes, headers: { 'content-type': type } });
  };
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

  test('that is broken is refused, and never hangs', async () => {
    const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
    const cases: [body: string, type?: string][] = [
      [part('purpose', 'dispute_evidence'), 'multipart/form-data'],
      [`${part('purpose', 'dispute_evidence')}${file}cut off`],
      ['no boundary at all'],
      [''],
      ['--b\r\nnonsense'],
      [`${part('purpose', 'x'.repeat(1024 * 1024 + 10))}--b--\r\n`],
    ];
    for (const [body, type] of cases) {
      const answer = await send(body, type);
      expect({ status: answer.status, type: answer.error.type }).toEqual({
        status: 400,
        type: 'invalid_request_error',
      });
    }
  });

  test('wants its file as a file, and takes files nowhere else', async () => {
    const text = await send(`${part('purpose', 'dispute_evidence')}${part('file', 'text')}--b--\r\n`);
    expect(text).toMatchObject({ status: 400, error: { message: 'Invalid hash', param: 'file' } });
    const missing = await send(`${part('purpose', 'dispute_evidence')}--b--\r\n`);
    expect(missing.error).toMatchObject({ code: 'parameter_missing', param: 'file' });
    const elsewhere = await send(
      `--b\r\nContent-Disposition: form-data; name="purpose"; filename="a"\r\n\r\nx\r\n--b--\r\n`,
    );
    expect(elsewhere.error.param).toBe('purpose');
  });

  test('is an ordinary form for operations without files', async () => {
    const { emulator } = await givenEmulator();
    const form = new FormData();
    form.set('name', 'Zoë & co');
    form.set('metadata[plan]', 'gold');
    const response = await fetch(`${emulator.url}/v1/customers`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${emulator.apiKey}` },
    });
    expect(await response.json()).toMatchObject({ name: 'Zoë & co', metadata: { plan: 'gold' } });
    expect((await clientOf(emulator).customers.list()).data).toHaveLength(1);
  });
});
