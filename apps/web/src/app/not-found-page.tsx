import { Link } from 'react-router';
import { buttonClass } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { Page } from '../ui/page.js';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState
        title="There is no page at this address"
        text="The link may be old. Everything can be reached from your pipelines."
        action={
          <Link to="/pipelines" className={buttonClass({ variant: 'primary' })}>
            Go to pipelines
          </Link>
        }
      />
    </Page>
  );
}
