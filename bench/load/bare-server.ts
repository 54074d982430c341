// What Fastify costs by itself: it parses a form, keeps an object of a customer's size, and answers it.
import { parse } from 'node:querystring';
import Fastify from 'fastify';

const app = Fastify();
const kept = new Map<string, object>();
const template = JSON.parse(process.argv[2] ?? '{}') as object;

app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
  done(null, parse(String(body)));
});
app.post('/v1/customers', (request) => {
  const id = `cus_${kept.size}`;
  const customer = { ...template, id, ...(request.body as object) };
  kept.set(id, customer);
  return customer;
});
app.get<{ Params: { id: string } }>('/v1/customers/:id', (request) => kept.get(request.params.id) ?? {});

await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening on ${app.listeningOrigin}`);
