import { COOKIE_NOT_ASKED, IDENTITY_LINE, IDENTITY_SCRIPT } from './docs-identity.js';

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
    ${IDENTITY_LINE}
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;
}

/**
 * A plugin that draws the operations of each area by themselves. Swagger UI draws a list of 150 rows or more only as far
 * as it believes it to be on screen; where the list grows to that while it is read, it believes wrong and leaves a part
 * of the screen empty (swagger-ui-dist 5.33, `operations`).
 */
const AREA_BY_AREA = `const areaByArea = ({ React }) => ({
  wrapComponents: {
    operations: (Operations) => (props) => {
      const areas = props.specSelectors.taggedOperations();
      const drawn = (taggedOperations, key) =>
        React.createElement(Operations, {
          ...props,
          key,
          specSelectors: { ...props.specSelectors, taggedOperations: () => taggedOperations },
        });
      if (areas.size === 0) return drawn(areas, '');
      return React.createElement(
        'div',
        null,
        areas.keySeq().toArray().map((area) => drawn(areas.filter((_operations, name) => name === area), area)),
      );
    },
  },
});`;

/** A drive path has slashes, which Swagger UI encodes and this API refuses encoded. */
const SLASHES_AS_THEY_ARE = `const slashesAsTheyAre = (request) => {
  const [path, ...query] = request.url.split('?');
  return Object.assign(request, { url: [path.replaceAll('%2F', '/'), ...query].join('?') });
};`;

/** Starts Swagger UI: authorization code with PKCE as the SPA registration, the API's scope chosen beforehand. */
export function docsScript({
  clientId,
  scope,
  sessions,
}: {
  clientId: string | undefined;
  scope: string;
  /** Whether browsers can sign in by session too. */
  sessions: boolean;
}): string {
  const oauth = { clientId, scopes: [scope], usePkceWithAuthorizationCodeGrant: true };
  return `${AREA_BY_AREA}
${SLASHES_AS_THEY_ARE}
${COOKIE_NOT_ASKED}
const ui = SwaggerUIBundle({
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
  plugins: [areaByArea, cookieNotAsked],
  requestInterceptor: slashesAsTheyAre,
  layout: 'BaseLayout',
});
ui.initOAuth(${JSON.stringify(oauth)});
${sessions ? IDENTITY_SCRIPT : ''}`;
}
