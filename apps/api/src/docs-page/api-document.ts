/** A schema as the OpenAPI document holds it. */
export interface ApiSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: ApiSchema[];
  items?: ApiSchema;
  properties?: Record<string, ApiSchema>;
  required?: string[];
  patternProperties?: Record<string, ApiSchema>;
  $ref?: string;
}

/** One answer or request body, by media type. */
export type ApiContent = Record<string, { schema: ApiSchema }>;

/** One operation. */
export interface ApiOperation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; schema: ApiSchema }[];
  requestBody?: { content: ApiContent };
  responses: Record<string, { content?: ApiContent }>;
}

/** What the reference page reads of our OpenAPI document. */
export interface ApiDocument {
  info: { title: string; version: string; description: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: {
    schemas: Record<string, ApiSchema>;
    responses: Record<string, { description: string }>;
  };
}
