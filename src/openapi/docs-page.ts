/** The page around Swagger UI. */
export function docsPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Behalf: Microsoft Graph on behalf of your users</title>
    <link rel="icon" type="image/png" sizes="32x32" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/behalf.css" />
  </head>
  <body>
    <p class="start">
      To try an operation, press <b>Authorize</b> once and sign in. Then open the operation and press <b>Execute</b>.
    </p>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;
}

/** Starts Swagger UI: authorization code with PKCE as the SPA registration, the API's scope chosen beforehand. */
export function docsScript({ clientId, scope }: { clientId: string | undefined; scope: string }): string {
  const oauth = { clientId, scopes: [scope], usePkceWithAuthorizationCodeGrant: true };
  return `const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'none',
  filter: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
  oauth2RedirectUrl: new URL('/docs/oauth2-redirect.html', window.location.origin).href,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
});
ui.initOAuth(${JSON.stringify(oauth)});
`;
}
