Console.WriteLine("baton 0.1.0");
return 0;
