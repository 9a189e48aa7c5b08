import type { ReadAction, SteppedAction } from '../actions/index.ts';
import { componentView, type Components } from '../components/index.ts';
import { routes, type Input } from '../jsonapi/index.ts';
import type { SignatureCreate } from '../schema/index.ts';
import { connectionAttemptView, type Connect, type Disconnect } from './connecting/index.ts';
import {
  CONDITIONS,
  credentialTestView,
  credentialView as view,
  testCredential,
  type Credential,
  type Credentials,
} from './definition/index.ts';
import {
  authSecretView,
  renderToken,
  signatureView,
  tokenView,
  type Issuing,
  type Signature,
} from './tokens/index.ts';

export function credentialRoutes(actions: {
  credentials: Credentials;
  connect: Connect;
  disconnect: Disconnect;
  issuing: Issuing;
  signing: ReadAction<Input<SignatureCreate>, Signature>;
  forcedRefresh: SteppedAction<Input, Credential>;
  components: Components;
}) {
  const { credentials, connect, disconnect, issuing, signing, forcedRefresh, components } = actions;
  const path = '/tenants/:tenant/credentials';
  const one = `${path}/:id`;
  const secret = '/workspaces/:tenant/secrets/:id';
  const include = {
    component: {
      ids: (credential: Credential) => credential.component_id,
      view: componentView,
      action: components.getMany,
    },
  };
  const query = {
    filters: {
      id: 'ids',
      search: 'search',
      state: CONNECTION_STATES,
      condition: CONDITIONS,
      external_user_id: 'text',
      component: 'id',
      provider: 'text',
    },
    sorts: ['name', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return [
    // First, because the router tries its routes in order and these get the most requests.
    ...routes([
      {
        method: 'post',
        path: `${one}/tokens`,
        action: issuing.token,
        response: 'rendered',
        view: tokenView,
        render: renderToken,
      },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${one}/signatures`,
        action: signing,
        response: 'resource',
        view: signatureView,
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: secret,
        action: issuing.secret,
        response: 'resource',
        view: authSecretView,
        plainJson: true,
      },
      {
        method: 'post',
        path: `${secret}/refresh`,
        action: issuing.refreshSecret,
        response: 'resource',
        view: authSecretView,
        plainJson: true,
      },
    ]),
    ...routes([
      { method: 'get', path, action: credentials.list, response: 'collection', view, query, include },
      { method: 'post', path, action: credentials.create, response: 'created', view },
      { method: 'get', path: one, action: credentials.get, response: 'resource', view, include },
      { method: 'patch', path: one, action: credentials.update, response: 'resource', view },
      { method: 'delete', path: one, action: disconnect.remove, response: 'none', view },
      { method: 'post', path: `${one}/refreshes`, action: forcedRefresh, response: 'resource', view },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${one}/tests`,
        action: testCredential,
        response: 'resource',
        view: credentialTestView,
      },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${one}/connections`,
        action: connect.start,
        response: 'created',
        view: connectionAttemptView,
      },
      {
        method: 'get',
        path: `${one}/connections/:connection`,
        action: connect.get,
        response: 'resource',
        view: connectionAttemptView,
      },
      {
        method: 'delete',
        path: `${one}/connections`,
        action: disconnect.disconnect,
        response: 'none',
        view: connectionAttemptView,
      },
    ]),
  ];
}

const CONNECTION_STATES = ['pending', 'connected', 'needs_reauthorization', 'error'] as const;
