#!/usr/bin/env bash
# Registers the API in Microsoft Entra, and its front end with --spa-redirect: makes both where they are not there yet,
# and otherwise sets what has changed. What others have added (scopes, roles, redirect addresses, permissions of other
# APIs) stays. Needs the Azure CLI, signed in (az login) as somebody who may register applications.
set -euo pipefail
# A query that fails ends the script, wherever it stands: what it did not list would be lost.
shopt -s inherit_errexit

usage() {
  cat <<'USAGE'
deploy/entra/register.sh --public-url https://api.example.com [options]
  --name NAME            of the registration, Behalf by default; the front end's is "NAME front end"
  --public-url URL       the API's address, one of PUBLIC_URLS; repeat it for several
  --spa-redirect URL     makes a single-page registration that returns there; repeat it for several
  --known-client ID      client id of another front end whose consent includes this API's; repeat it for several
  --scopes FILE          Graph's delegated permissions, one a line; the least that the catalogue needs by default
  --federated ISSUER SUBJECT
                         a workload that stands for the API, for example of Kubernetes:
                         https://… system:serviceaccount:behalf:behalf
  --admin-consent        grants the permissions for everybody in the tenant (an administrator's right)
USAGE
}

GRAPH=00000003-0000-0000-c000-000000000000
SCOPE=access_as_user
ROLE=Handle.Use
FEDERATED=behalf
# 5 s each: what has just been made is not known everywhere at once.
ATTEMPTS=6

name=Behalf
scopes_file="$(dirname "$0")/graph-scopes.txt"
public_urls=()
spa_redirects=()
known_clients=()
issuer=
subject=
admin_consent=no

die() {
  echo "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  option=$1
  case $option in
    --admin-consent) admin_consent=yes && shift && continue ;;
    --help) usage && exit 0 ;;
    --federated) [ $# -ge 3 ] || die "$option wants an issuer and a subject" ;;
    --name | --public-url | --spa-redirect | --known-client | --scopes) [ $# -ge 2 ] || die "$option wants a value" ;;
    *) die "$option is unknown; --help tells the options" ;;
  esac
  # They are put into JSON and into queries as they stand.
  case $2${3-} in *[\'\"\\\`]*) die "$option must not have quotes or backslashes" ;; esac
  case $option in
    --name) name=$2 ;;
    --public-url) public_urls+=("${2%/}") ;;
    --spa-redirect) spa_redirects+=("$2") ;;
    --known-client) known_clients+=("$2") ;;
    --scopes) scopes_file=$2 ;;
    --federated) issuer=$2 subject=$3 && shift ;;
  esac
  shift 2
done
[ ${#public_urls[@]} -gt 0 ] || die '--public-url is required; --help tells the options'
[ -r "$scopes_file" ] || die "$scopes_file cannot be read"

# joined A B …: the parts of a JSON array, without the empty ones
joined() {
  local result='' part
  for part in "$@"; do
    [ -z "$part" ] || result="${result:+$result,}$part"
  done
  printf '[%s]' "$result"
}

# quoted A B …: JSON strings, each once, separated by commas
quoted() {
  [ $# -eq 0 ] || printf '%s\n' "$@" | sort -u | sed 's/.*/"&"/' | paste -sd, -
}

# none_of A B …: the condition of a query that keeps everything else
none_of() {
  local result='' each
  for each in "$@"; do result+="${result:+ && }@!='$each'"; done
  printf '%s' "$result"
}

# members QUERY APP: what is in a list of a registration, without the list's brackets
members() {
  local list
  list=$(az ad app show --id "$2" --query "$1" --output json)
  list=${list#\[}
  list=${list%\]}
  # An empty list may have white space in it, and what is not there at all is null.
  case ${list//[[:space:]]/} in '' | null) ;; *) printf '%s' "$list" ;; esac
}

# one QUERY APP: a single value of a registration, or nothing
one() {
  local value
  value=$(az ad app show --id "$2" --query "$1" --output tsv)
  [ "$value" = None ] || printf '%s' "$value"
}

new_id() {
  cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen | tr '[:upper:]' '[:lower:]'
}

# registration NAME: the client id of the only registration of this name, made where there is none
registration() {
  local found
  found=$(az ad app list --display-name "$1" --query "[?displayName=='$1'].appId" --output tsv)
  case $found in
    '') az ad app create --display-name "$1" --sign-in-audience AzureADMyOrg --query appId --output tsv ;;
    *[[:space:]]*) die "several registrations are called $1; choose another --name" ;;
    *) printf '%s' "$found" ;;
  esac
}

# change APP BODY: sets members of a registration
change() {
  local object attempt
  for ((attempt = 1; ; attempt += 1)); do
    if object=$(az ad app show --id "$1" --query id --output tsv) &&
      az rest --method PATCH --uri "https://graph.microsoft.com/v1.0/applications/$object" \
        --headers Content-Type=application/json --body "$2" --output none; then
      return
    fi
    [ "$attempt" -lt "$ATTEMPTS" ] || die "the registration $1 could not be changed: see above"
    sleep "${REGISTER_PAUSE_SECONDS:-5}"
  done
}

# principal APP: what users consent to
principal() {
  az ad sp show --id "$1" --query id --output tsv >/dev/null 2>&1 || az ad sp create --id "$1" --output none
}

# graph_permissions: the permissions of the list as Graph wants them
graph_permissions() {
  local wanted=() known line permission id
  mapfile -t wanted < <(grep -v '^#' "$scopes_file" | sort -u)
  known=$(az ad sp show --id "$GRAPH" --query 'oauth2PermissionScopes[].[value,id]' --output tsv)
  for permission in "${wanted[@]}" offline_access openid profile; do
    [ -n "$permission" ] || continue
    line=$(grep -F "$permission"$'\t' <<<"$known" | grep "^$permission"$'\t') ||
      die "Graph of this tenant has no permission $permission: take it out of $scopes_file"
    id=${line#*$'\t'}
    printf '{"id":"%s","type":"Scope"}\n' "$id"
  done | sort -u | paste -sd, -
}

account=$(az account show --query tenantId --output tsv) || die 'sign in first: az login'
permissions=$(graph_permissions)

app=$(registration "$name")
scope_id=$(one "api.oauth2PermissionScopes[?value=='$SCOPE'].id | [0]" "$app")
role_id=$(one "appRoles[?value=='$ROLE'].id | [0]" "$app")
scope_id=${scope_id:-$(new_id)}
role_id=${role_id:-$(new_id)}

own_scope=$(printf '{"id":"%s","value":"%s","type":"User","isEnabled":true,"adminConsentDisplayName":"%s","adminConsentDescription":"%s","userConsentDisplayName":"%s","userConsentDescription":"%s"}' \
  "$scope_id" "$SCOPE" "Call $name as the user" "Lets the application call $name for the signed-in user." \
  "Call $name for you" "Lets the application call $name for you.")
own_role=$(printf '{"id":"%s","value":"%s","isEnabled":true,"allowedMemberTypes":["Application"],"displayName":"%s","description":"%s"}' \
  "$role_id" "$ROLE" 'Use handles' 'Lets a job use the handles that users have made for it.')
own_redirects=("${public_urls[@]/%//auth/callback}")

claim() { printf '{"name":"%s","essential":false,"additionalProperties":[]}' "$1"; }
access_claims=$(joined "$(claim acct)" "$(claim login_hint)" "$(claim sid)" "$(claim xms_cc)")
id_claims=$(joined "$(claim login_hint)" "$(claim sid)")

graph_roles=$(members "requiredResourceAccess[?resourceAppId=='$GRAPH'].resourceAccess[] | [?type=='Role']" "$app")
graph_access=$(printf '{"resourceAppId":"%s","resourceAccess":%s}' "$GRAPH" "$(joined "$permissions" "$graph_roles")")
# What others have added: read before anything is written, so that a failure loses nothing.
other_uris=$(members "identifierUris[?@!='api://$app']" "$app")
other_scopes=$(members "api.oauth2PermissionScopes[?value!='$SCOPE']" "$app")
other_roles=$(members "appRoles[?value!='$ROLE']" "$app")
other_redirects=$(members "web.redirectUris[?$(none_of "${own_redirects[@]}")]" "$app")
other_access=$(members "requiredResourceAccess[?resourceAppId!='$GRAPH']" "$app")

change "$app" "{
  \"identifierUris\": $(joined "\"api://$app\"" "$other_uris"),
  \"api\": {
    \"requestedAccessTokenVersion\": 2,
    \"oauth2PermissionScopes\": $(joined "$own_scope" "$other_scopes")
  },
  \"appRoles\": $(joined "$own_role" "$other_roles"),
  \"web\": {
    \"redirectUris\": $(joined "$(quoted "${own_redirects[@]}")" "$other_redirects"),
    \"logoutUrl\": \"${public_urls[0]}/auth/frontchannel-logout\"
  },
  \"optionalClaims\": { \"accessToken\": $access_claims, \"idToken\": $id_claims, \"saml2Token\": [] },
  \"requiredResourceAccess\": $(joined "$graph_access" "$other_access")
}"
principal "$app"

spa=''
if [ ${#spa_redirects[@]} -gt 0 ]; then
  spa=$(registration "$name front end")
  other_redirects=$(members "spa.redirectUris[?$(none_of "${spa_redirects[@]}")]" "$spa")
  other_access=$(members "requiredResourceAccess[?resourceAppId!='$app']" "$spa")
  own_access="{\"resourceAppId\":\"$app\",\"resourceAccess\":[{\"id\":\"$scope_id\",\"type\":\"Scope\"}]}"
  change "$spa" "{
    \"spa\": { \"redirectUris\": $(joined "$(quoted "${spa_redirects[@]}")" "$other_redirects") },
    \"requiredResourceAccess\": $(joined "$own_access" "$other_access")
  }"
  principal "$spa"
  known_clients+=("$spa")
fi

if [ ${#known_clients[@]} -gt 0 ]; then
  other_clients=$(members "api.knownClientApplications[?$(none_of "${known_clients[@]}")]" "$app")
  change "$app" "{\"api\":{\"knownClientApplications\":$(joined "$(quoted "${known_clients[@]}")" "$other_clients")}}"
fi

if [ -n "$issuer" ]; then
  credential=$(printf '{"name":"%s","issuer":"%s","subject":"%s","audiences":["api://AzureADTokenExchange"]}' \
    "$FEDERATED" "$issuer" "$subject")
  found=$(az ad app federated-credential list --id "$app" --query "[?name=='$FEDERATED'].name" --output tsv)
  if [ -z "$found" ]; then
    az ad app federated-credential create --id "$app" --parameters "$credential" --output none
  else
    az ad app federated-credential update --id "$app" --federated-credential-id "$FEDERATED" \
      --parameters "$credential" --output none
  fi
fi

[ "$admin_consent" = no ] || az ad app permission admin-consent --id "$app"

cat <<END
AZURE_TENANT_ID=$account
AZURE_CLIENT_ID=$app
PUBLIC_URLS=$(IFS=, && echo "${public_urls[*]}")
ALLOWED_REDIRECT_URIS=$(IFS=, && echo "${own_redirects[*]}")
END
[ -z "$spa" ] || echo "# client id of the front end: $spa"
