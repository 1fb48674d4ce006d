import { createBrowserRouter, Navigate } from 'react-router';
import { ExtensionsPage } from '../features/extensions/components/extensions-page.js';
import { GeneratorPage } from '../features/generator/components/generator-page.js';
import { JobPage } from '../features/generator/components/job-page.js';
import { JobsPage } from '../features/generator/components/jobs-page.js';
import { LoginPage } from '../features/login/components/login-page.js';
import { PipelinesPage } from '../features/pipelines/components/pipelines-page.js';
import { RecordPage } from '../features/review/components/record-page.js';
import { ReviewPage } from '../features/review/components/review-page.js';
import { NotFoundPage } from './not-found-page.js';
import { RouteError } from './route-error.js';
import { Shell } from './shell.js';

/** Every address of the UI. */
export function createRouter() {
  return createBrowserRouter([
    { path: 'login', element: <LoginPage />, errorElement: <RouteError /> },
    {
      element: <Shell />,
      errorElement: <RouteError />,
      children: [
        { index: true, element: <Navigate to="/pipelines" replace /> },
        { path: 'pipelines', element: <PipelinesPage /> },
        { path: 'generate', element: <GeneratorPage /> },
        { path: 'jobs', element: <JobsPage /> },
        { path: 'jobs/:id', element: <JobPage /> },
        { path: 'review', element: <ReviewPage /> },
        { path: 'extensions', element: <ExtensionsPage /> },
        { path: 'records/:id', element: <RecordPage /> },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
}
