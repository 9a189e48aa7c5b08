import { required, TextInput } from 'react-admin';
import { PermissionInput } from './permission-input.tsx';

export function RoleFields() {
  return (
    <>
      <TextInput source="name" validate={required()} helperText={false} autoComplete="off" fullWidth />
      <TextInput source="description" multiline helperText={false} fullWidth />
      <PermissionInput source="permissions" />
    </>
  );
}
