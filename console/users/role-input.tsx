import { required, SelectInput } from 'react-admin';
import { useCurrentUser } from '../current-user.ts';
import { missingPermissions } from '../roles/role-record.ts';
import { useRoles } from '../roles/use-roles.ts';
import { ChoicesFailed } from '../parts/list-failed.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.users;
const WRAPPING = { '&&': { whiteSpace: 'normal', overflowWrap: 'anywhere' } } as const;

/** The role of a user. Roles with more permissions than the signed-in user's own are listed but disabled. */
export function RoleInput({ disabled = false }: { disabled?: boolean }) {
  const currentUser = useCurrentUser();
  const { roles, pending, error, retry } = useRoles();
  const choices = roles.map((role) => {
    const disabledChoice = missingPermissions(currentUser, role).length > 0;
    const name = role.description === null ? role.name : `${role.name}: ${role.description}`;
    return {
      id: role.id,
      name: disabledChoice ? fill(words.too_strong, { name: role.name }) : name,
      disabled: disabledChoice,
    };
  });
  return (
    <SelectInput
      source="role_id"
      choices={choices}
      isPending={pending}
      validate={required()}
      helperText={error === null ? words.role_help : <ChoicesFailed retry={retry} />}
      disabled={disabled}
      translateChoice={false}
      fullWidth
      slotProps={{ select: { MenuProps: { sx: { '& .MuiMenuItem-root': WRAPPING } } } }}
      sx={{ '& .MuiSelect-select': WRAPPING }}
    />
  );
}
