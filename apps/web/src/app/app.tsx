import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { Toaster } from '../ui/toaster.js';
import { createAppQueryClient } from './create-query-client.js';
import { createRouter } from './routes.js';

/** The whole application: data, routes, shell. */
export function App() {
  const [queryClient] = useState(createAppQueryClient);
  const [router] = useState(createRouter);
  return (
    <QueryClientProvider client={queryClient}>
      <Toaster>
        <RouterProvider router={router} />
      </Toaster>
    </QueryClientProvider>
  );
}
