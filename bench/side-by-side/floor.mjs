// A proxy of nothing but node:http and undici, for bodiless requests: what is left when everything else is taken away.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const graph = new Pool(process.env.GRAPH_BASE_URL, { connections: 128 });

createServer((request, response) => {
  const { method, url, headers } = request;
  const { host: _host, connection: _connection, ...forwarded } = headers;
  graph.dispatch(
    { method, path: url, headers: forwarded },
    {
      onRequestStart() {},
      onResponseStart(controller, status, answer) {
        response.writeHead(status, answer);
      },
      onResponseData(controller, chunk) {
        if (response.write(chunk)) return;
        controller.pause();
        response.once('drain', () => controller.resume());
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    },
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
