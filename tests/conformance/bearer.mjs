// The suite has no option for a token. Node tells of every request before it is sent, whichever of
// its HTTP clients makes it: the server stays as it is, and the suite does as well.
import { subscribe } from "node:diagnostics_channel";

const proof = `Bearer ${process.env.ZHIBAN_TOKEN}`;
subscribe("undici:request:create", ({ request }) => request.addHeader("authorization", proof));
subscribe("http.client.request.created", ({ request }) => request.setHeader("authorization", proof));
