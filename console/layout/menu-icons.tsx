import Overview from '@mui/icons-material/DashboardOutlined';
import Roles from '@mui/icons-material/AdminPanelSettingsOutlined';
import OAuthApps from '@mui/icons-material/AppsOutlined';
import Flows from '@mui/icons-material/AccountTreeOutlined';
import OAuthClients from '@mui/icons-material/BadgeOutlined';
import Events from '@mui/icons-material/BoltOutlined';
import Credentials from '@mui/icons-material/CableOutlined';
import AuditLog from '@mui/icons-material/HistoryOutlined';
import Authorizations from '@mui/icons-material/HowToRegOutlined';
import Users from '@mui/icons-material/PeopleOutlined';
import Scopes from '@mui/icons-material/RuleOutlined';
import Settings from '@mui/icons-material/SettingsOutlined';
import Providers from '@mui/icons-material/StorefrontOutlined';
import Senders from '@mui/icons-material/TuneOutlined';
import Components from '@mui/icons-material/ViewQuiltOutlined';
import ApiKeys from '@mui/icons-material/VpnKeyOutlined';
import Webhooks from '@mui/icons-material/WebhookOutlined';
import type { SvgIconComponent } from '@mui/icons-material';

/** The icons of the menu's entries, by path. */
export const MENU_ICONS: Readonly<Record<string, SvgIconComponent>> = {
  '/': Overview,
  '/components': Components,
  '/flows': Flows,
  '/oauth-clients': OAuthClients,
  '/credentials': Credentials,
  '/providers': Providers,
  '/oauth-apps': OAuthApps,
  '/authorizations': Authorizations,
  '/scopes': Scopes,
  '/api-keys': ApiKeys,
  '/webhooks': Webhooks,
  '/webhook-events': Events,
  '/senders': Senders,
  '/users': Users,
  '/roles': Roles,
  '/audit-events': AuditLog,
  '/settings': Settings,
};
