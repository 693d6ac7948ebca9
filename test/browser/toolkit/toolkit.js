/* A front end of Graph Toolkit components as its authors write it; told where the API is, and whose token to send. */
import { Providers, ProviderState } from '@microsoft/mgt-element';
import { ProxyProvider } from '@microsoft/mgt-proxy-provider';
import {
  registerMgtAgendaComponent,
  registerMgtFileListComponent,
  registerMgtPeopleComponent,
  registerMgtPersonCardComponent,
} from '@microsoft/mgt-components';

const { api, token } = await (await fetch('/settings.json')).json();
const provider = new ProxyProvider(api, async () => (token ? { Authorization: `Bearer ${token}` } : {}));
const output = document.querySelector('output');
const tell = () => {
  output.textContent = ProviderState[provider.state];
};
provider.onStateChanged(tell);
Providers.globalProvider = provider;
registerMgtPersonCardComponent();
registerMgtPeopleComponent();
registerMgtAgendaComponent();
registerMgtFileListComponent();
